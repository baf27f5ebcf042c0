/** Amounts in the shop's currency: minor units to text, and to the major units that analytics want. */
export function createMoney({ currency, digits, language }) {
  const format = new Intl.NumberFormat(`${language}-u-nu-latn`, { style: "currency", currency })
  const scale = 10 ** digits
  return {
    text: (minor) => format.format(minor / scale),
    major: (minor) => minor / scale,
    minor: (major) => Math.round(major * scale),
  }
}
