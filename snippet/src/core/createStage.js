/**
 * Loads the part that shows widgets when there first is one to show.
 *
 * @param {string} base
 * @param {object} core what that part needs from here
 */
export function createStage(base, core) {
  /** @type {Promise<any> | undefined} */
  let loading
  /** @type {any} */
  let show

  const load = () =>
    import(base + SHOW).then(
      (part) => (show = part.createShow({ base, ...core })),
      () => (loading = undefined), // blocked or offline: the next answer tries again
    )

  return {
    /** @returns {string[]} campaigns on the page */
    onScreen: () => show?.onScreen() ?? [],
    /** Puts back what the page has thrown out. */
    mend: () => show?.mend(),
    /**
     * @param {any} widgets of the server's answer
     * @param {number} pageNumber
     * @param {number} askedMs when that answer was asked for
     */
    async update(widgets, pageNumber, askedMs) {
      if (!Array.isArray(widgets)) return
      if (widgets[0]) await (loading ??= load())
      show?.update(widgets, pageNumber, askedMs)
    },
  }
}
