/**
 * Loaded first where an owner's signed link (`?notesik=debug&notesik_token=…`) has been followed: this tab's requests
 * carry its token from now on. The address is told without it, since whoever gets to read that must not get the token.
 */
const { keys = "notesik" } = /** @type {HTMLElement | null} */ (document.querySelector("script[data-site]"))?.dataset ?? {}
const url = new URL(location.href)
const token = url.searchParams.get("notesik_token")
for (const name of ["notesik", "notesik_campaign", "notesik_token"]) url.searchParams.delete(name)
sessionStorage.setItem(keys + ".p", JSON.stringify(token))
history.replaceState(history.state, "", url)
