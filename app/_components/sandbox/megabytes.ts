import { useLocale } from 'use-intl'

/** Megabytes of 1024 × 1024 bytes, as limits are set in. */
export function useMegabytes(): (count: number) => string {
  const locale = useLocale()
  const format = (count: number, digits: number) =>
    new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: 'megabyte',
      unitDisplay: 'short',
      maximumFractionDigits: digits,
    }).format(count)
  return (count) => format(count, count > 0 && count < 10 ? 1 : 0)
}

export const BYTES = 1024 * 1024
