/**
 * Why a campaign is shown or not, as an owner reads it. A reason that is not here is told by its own name.
 *
 * @type {Record<string, string>}
 */
export const REASONS = {
  // @ts-ignore: so that a reason called "constructor" is not in the table
  __proto__: null,
  shown: "Everything it asks for holds.",
  preview: "It is not live; only you see it, by your link.",
  status: "It is not live.",
  schedule: "It has not begun, is over, or does not run at this day and hour.",
  no_slot: "This page does not have its slot.",
  consent: "It reads what is known of the visitor, who has not agreed to personalising.",
  condition: "Its condition does not hold.",
  namespace: "The visitor is outside its part of the namespace.",
  no_variant: "The visitor is outside the share that its variants cover.",
  converted: "The visitor has already done what it is for.",
  closed: "The visitor has closed it, and the time to wait is not over.",
  frequency_lifetime: "The visitor has seen it as often as they ever may.",
  frequency_window: "The visitor has seen it as often as they may in this time.",
  reserved: "Another page that is open may still show it, and then its cap is reached.",
  lower_priority: "Another campaign has its place.",
  exclusive_group: "Another campaign of its exclusive group is shown.",
  holdout: "The visitor would see it, but is held out to compare.",
}
