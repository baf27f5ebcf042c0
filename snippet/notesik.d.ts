/** The JavaScript API of the snippet, as `window.notesik` has it. Copy this file beside your sources. */

export type Properties = Record<string, unknown>

export interface Consent {
  /** Whether the visitor may be counted and known again. */
  analytics?: boolean
  /** Whether what they see may go by what is known of them. */
  personalization?: boolean
}

export interface Shown {
  shown: boolean
  /**
   * `shown`; `not_chosen`: the last decision does not have it; `waiting`: its place is not there, or another modal is
   * open; `closed`: the visitor has closed it on this page; `holdout`: they are held out; `consent`: nothing may be asked.
   */
  reason: "shown" | "not_chosen" | "waiting" | "closed" | "holdout" | "consent"
}

export type Strategy = "recently_viewed" | "viewed_together" | "bought_together" | "best_sellers" | "favourite_category"

export interface RecommendedProduct {
  id: string
  title: string
  url: string
  image: string
  /** What it costs now, in major units. */
  price: number
  currency: string
  /** The same as the visitor reads it. */
  price_text: string
  /** The strategy, or what filled up its free places. */
  source: string
  /** The same in the visitor's language. */
  reason: string
}

export interface Message {
  type: "page" | "track" | "identify"
  messageId: string
  timestamp: string
  event?: string
  name?: string
  properties?: Properties
  traits?: Properties
}

/** Of a call that tells something: whether the server has taken it; false also where that takes over a second. */
export type Taken = (isTaken: boolean) => void

export interface Api {
  /** False at once without a name. */
  track(event: string, properties?: Properties | null, callback?: Taken): Promise<boolean>
  /** Of single-page applications that name their pages; else pages are told without it. */
  page(name?: string, properties?: Properties | null, callback?: Taken): Promise<boolean>
  /**
   * Without a user id the traits are those of whoever is here. `token` proves who they are. False at once, and nothing is
   * kept, where the server would not take the id: over 200 characters, or what broken pages send for none ("undefined").
   */
  identify(
    userId: string | number | null | undefined,
    traits?: Properties | null,
    options?: { token?: string },
    callback?: Taken,
  ): Promise<boolean>
  identify(traits: Properties, callback?: Taken): Promise<boolean>
  /** On logout: somebody new is here. */
  reset(): Promise<void>
  consent(choice: Consent): Promise<void>
  /** Shows a live campaign now, as if its trigger had fired, if the visitor may see it here. */
  show(campaign: string, callback?: (result: Shown) => void): Promise<Shown>
  /** Closes it; whether it was there. */
  hide(campaign: string, callback?: (wasShown: boolean) => void): Promise<boolean>
  /**
   * Products for the visitor; none where there is no consent or no connection, or the server refuses what was asked:
   * then its answer (400, in the browser's network panel) names the strategies that there are.
   */
  recommend(
    strategy: Strategy,
    options?: { limit?: number; productId?: string },
    callback?: (products: RecommendedProduct[]) => void,
  ): Promise<RecommendedProduct[]>
  /** Each message that is told, or each answer of the server. Returns what stops it. */
  on(name: "event", callback: (message: Message) => void): () => void
  on(name: "answer", callback: (answer: Record<string, unknown>) => void): () => void
}

/** A call as an array, which may be made before the snippet has loaded: `["track", "Size Chosen", {size: "M"}]`. */
export type Call = { [Name in keyof Api]: [Name, ...Parameters<Api[Name]>] }[keyof Api]

export interface Notesik extends Api {
  push(...calls: Call[]): number
}

declare global {
  interface Window {
    notesik: Notesik
  }
  const notesik: Notesik
}
