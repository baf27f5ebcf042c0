/**
 * What a page message tells beside the page itself.
 *
 * @param {string} url
 */
export function pageFacts(url) {
  /** @type {Record<string, string>} */
  const campaign = {}
  for (const [name, value] of new URL(url).searchParams) {
    const [, key] = /^utm_(source|medium|campaign|term|content)$/.exec(name) ?? []
    if (key) campaign[key === "campaign" ? "name" : key] = value
  }
  return {
    campaign: Object.keys(campaign)[0] && campaign,
    locale: navigator.language,
    screen: { width: screen.width, height: screen.height, density: devicePixelRatio },
    timezone: Intl.DateTimeFormat().resolvedOptions().timeZone,
  }
}
