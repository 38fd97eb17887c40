import { useLocale } from 'use-intl'

/** How tokens and money are written: short, and small sums with enough places to be seen. */
export function useAmounts(): { tokens: (count: number) => string; money: (usd: number) => string } {
  const locale = useLocale()
  return {
    tokens: (count) =>
      new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 }).format(count),
    money: (usd) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency: 'USD',
        currencyDisplay: 'narrowSymbol',
        minimumFractionDigits: 2,
        maximumFractionDigits: usd > 0 && usd < 0.1 ? 4 : 2,
      }).format(usd),
  }
}
