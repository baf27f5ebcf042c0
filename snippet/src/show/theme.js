/** The site's own colours and font, as the server last gave them; each widget has it after its own styles. */
export const theme = new CSSStyleSheet()
