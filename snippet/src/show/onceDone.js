/**
 * What has been done once in the session counts on its later pages, too.
 *
 * @param {ReturnType<typeof import("../core/createSession.js").createSession>} session
 * @param {string} deed
 * @param {() => void} fire
 * @param {(onDone: () => void) => () => void} watch for the deed
 * @returns {() => void} stops watching
 */
export function onceDone(session, deed, fire, watch) {
  if (session.state().done[deed]) {
    fire()
    return () => {}
  }
  const stop = watch(() => {
    session.touch().done[deed] = 1
    stop()
    fire()
  })
  return stop
}
