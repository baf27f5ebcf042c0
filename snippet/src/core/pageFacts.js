/**
 * What a page message tells beside the page itself.
 *
 * @param {string} url
 */
export function pageFacts(url) {
  /** @type {Record<string, string>} */
  const campaign = {}
  for (const name of ["source", "medium", "campaign", "term", "content"]) {
    const value = new URL(url).searchParams.get("utm_" + name)
    if (value) campaign[name === "campaign" ? "name" : name] = value
  }
  return {
    campaign: Object.keys(campaign)[0] && campaign,
    locale: navigator.language,
    screen: { width: screen.width, height: screen.height, density: devicePixelRatio },
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}
