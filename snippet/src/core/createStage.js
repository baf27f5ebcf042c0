/**
 * Loads the part that shows widgets when there first is one to show (or to explain).
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
    /** What keeps the page as the answers say, once it is there. */
    shower: () => show,
    /**
     * @param {any} answer the server's
     * @param {number} pageNumber
     * @param {number} [askedMs] when that answer was asked for; undefined = it was not: what is shown has to go at once
     */
    async update(answer, pageNumber, askedMs) {
      if (answer.widgets?.[0] || answer.preview) loading ??= load()
      await loading
      return show?.update(answer, pageNumber, askedMs)
    },
  }
}
