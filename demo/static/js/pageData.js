/** What the server tells the page's scripts. */
export function pageData() {
  return JSON.parse(document.getElementById("page-data").textContent)
}
