/** The order's lines, short, as checkout and thank-you show them. */
export function showShortLines(lines, { money }) {
  const template = document.getElementById("short-line")
  const rows = lines.map(({ item, quantity, minor, image, standIn }) => {
    const row = template.content.cloneNode(true)
    const picture = row.querySelector("img")
    if (standIn) picture.dataset.standIn = standIn
    picture.src = image
    row.querySelector("[data-name]").textContent = item.item_name
    row.querySelector("[data-variant]").textContent = [item.item_variant, `× ${quantity}`].filter(Boolean).join(" · ")
    row.querySelector("strong").textContent = money.text(minor * quantity)
    return row
  })
  document.querySelector("[data-short-lines]").replaceChildren(...rows)
}
