/** One measured quantity: its samples, its unit, the goal it is held against. */
export interface Figure {
  readonly name: string
  /** Empty where things are counted. */
  readonly unit: 'ms' | 'MB' | 'kB' | '%' | ''
  readonly goal: number
  readonly samples: readonly number[]
}

/** Nearest-rank percentile of unsorted samples; `part` between 0 and 1. */
export function percentile(samples: readonly number[], part: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  const index = Math.min(sorted.length - 1, Math.max(0, Math.ceil(part * sorted.length) - 1))
  return sorted[index] ?? Number.NaN
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)

const show = (value: number): string => (value < 10 ? value.toFixed(1) : Math.round(value).toString())

/** A markdown table: median, p95 and number of runs beside the goal. */
export function renderTable(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, unit, goal, samples }) => {
    const middle = median(samples)
    const verdict = middle <= goal ? 'met' : 'missed'
    const cells = [name, show(middle), show(percentile(samples, 0.95)), String(samples.length), String(goal)]
    return `| ${[cells[0], ...cells.slice(1, 3).map((cell) => `${cell} ${unit}`), cells[3], `≤ ${cells[4]} ${unit}`, verdict].join(' | ')} |`
  })
  return ['| figure | median | p95 | runs | goal | |', '| --- | --- | --- | --- | --- | --- |', ...rows].join(
    '\n',
  )
}
