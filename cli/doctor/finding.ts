import type { Facts } from './facts.ts'

/** What a check found: `good`, `warning` (works, and could be better) or `fault`. */
export interface Finding {
  readonly level: 'good' | 'warning' | 'fault'
  readonly text: string
  /** The command or the step that mends it. */
  readonly fix?: string
}

export interface Check {
  readonly id: string
  /** Nothing where there is nothing to look at, as with a gateway that does not run. */
  readonly run: (facts: Facts) => Finding | readonly Finding[] | undefined
  /** Whether it says how safe this installation is set up. */
  readonly security?: true
}

export const good = (text: string): Finding => ({ level: 'good', text })
export const warning = (text: string, fix: string): Finding => ({ level: 'warning', text, fix })
export const fault = (text: string, fix: string): Finding => ({ level: 'fault', text, fix })
