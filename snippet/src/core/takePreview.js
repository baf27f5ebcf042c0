import { guard } from "./guard.js"

/**
 * Called first: where an owner's signed link (`?notesik=debug&notesik_token=…`) has been followed, this tab's requests
 * carry its token from now on. The address is told without it, since whoever gets to read that must not get the token.
 *
 * @type {(tab: ReturnType<typeof import("./createStore.js").createStore>) => void}
 */
export const takePreview = guard((tab) => {
  const url = new URL(location.href)
  const token = url.searchParams.get("notesik_token")
  if (token === null) return
  tab.write(".p", token)
  for (const name of ["", "_campaign", "_token"]) url.searchParams.delete("notesik" + name)
  history.replaceState(history.state, "", url)
})
