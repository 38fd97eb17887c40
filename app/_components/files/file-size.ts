import { useLocale } from 'use-intl'

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const

/** How large a file is, in the unit that fits: thousands, as people count them. */
export function useFileSize(): (bytes: number) => string {
  const locale = useLocale()
  return (bytes) => {
    const power = Math.min(UNITS.length - 1, Math.floor(Math.log10(Math.max(bytes, 1)) / 3))
    return new Intl.NumberFormat(locale, {
      style: 'unit',
      unit: UNITS[power] ?? 'byte',
      unitDisplay: 'short',
      maximumFractionDigits: power === 0 ? 0 : 1,
    }).format(bytes / 1000 ** power)
  }
}
