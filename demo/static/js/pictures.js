/** Shows a picture's stand-in where it cannot be had; those that failed before this ran, too. */
export function mendPictures() {
  const mend = (image) => {
    const { standIn } = image.dataset
    if (!standIn) return
    delete image.dataset.standIn
    image.removeAttribute("srcset")
    image.src = standIn
  }
  document.addEventListener("error", (event) => event.target instanceof HTMLImageElement && mend(event.target), true)
  for (const image of document.images) if (image.complete && !image.naturalWidth && image.src) mend(image)
}
