/** The shop's sentences, with their values put in and the plural form that the language asks for. */
export function createWords({ words, language }) {
  const rules = new Intl.PluralRules(language)
  const number = new Intl.NumberFormat(`${language}-u-nu-latn`)
  return (key, values = {}) => {
    const found = words[key]
    const sentence = typeof found === "string" ? found : (found[rules.select(values.n)] ?? found.other)
    return sentence.replace(/\{(\w+)\}/g, (_, name) => (name === "n" ? number.format(values.n) : values[name]))
  }
}
