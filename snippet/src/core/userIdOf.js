/** What the server takes for no id: what broken pages send for one that they do not have, control characters, a length. */
const NONE = /^(undefined|null|none|nan|true|\[object object])?$|[\0-\x1f]|.{201}/i

/**
 * @param {unknown} value
 * @returns {string | undefined} it as the id of a user, where the server would take it for one
 */
export function userIdOf(value) {
  const id = String(value).trim()
  return NONE.test(id) ? undefined : id
}
