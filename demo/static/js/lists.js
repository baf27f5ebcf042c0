import { tell, tellByTag } from "./analytics.js"

/** Lists: says what was seen, searched and chosen, and sorts at once. */
export function startLists({ data }) {
  if (data.search) tellByTag("search", { search_term: data.search })
  const lists = (data.lists ?? []).filter(({ items }) => items.length)
  for (const { id, name, items } of lists) tell("view_item_list", { item_list_id: id, item_list_name: name, items })

  document.addEventListener("click", ({ target }) => {
    const link = target.closest("[data-item]")
    const list = lists.find(({ id }) => id === link?.dataset.list)
    const item = list?.items.find(({ item_id }) => item_id === link.dataset.item)
    if (item) tell("select_item", { item_list_id: list.id, item_list_name: list.name, items: [item] })
  })
  document.querySelector("[data-submits]")?.addEventListener("change", ({ target }) => target.form.requestSubmit())
}
