/**
 * Called first where an owner's signed link (`?notesik=debug&notesik_token=…`) has been followed: this tab's requests
 * carry its token from now on. The address is told without it, since whoever gets to read that must not get the token.
 *
 * @param {string} keys begins the names in storage
 */
export function takePreview(keys) {
  const url = new URL(location.href)
  sessionStorage.setItem(keys + ".p", JSON.stringify(url.searchParams.get("notesik_token")))
  for (const name of ["", "_campaign", "_token"]) url.searchParams.delete("notesik" + name)
  history.replaceState(history.state, "", url)
}
