import { type Command, InvalidArgumentError, Option } from 'commander'
import type { Scope } from '#protocol/access/principal.ts'

const SCOPES = ['read', 'chat', 'approve', 'admin', 'api', 'agent'] as const satisfies readonly Scope[]

/** `--scope read chat`: what somebody or something may do. */
export const scopeOption = (about: string): Option => new Option('--scope <scopes...>', about).choices(SCOPES)

/** A command that can answer in JSON, as each of them can. */
export function addCommand(parent: Command, usage: string, description: string): Command {
  return parent.command(usage).description(description).option('--json', 'print JSON')
}

/** Several commands under one noun. */
export function addGroup(parent: Command, noun: string, description: string): Command {
  return parent.command(noun).description(description).helpCommand(false)
}

/** A whole number of at least 1 and at most `most`. */
export const countUpTo =
  (most: number) =>
  (text: string): number => {
    const count = Number(text)
    if (Number.isInteger(count) && count >= 1 && count <= most) return count
    throw new InvalidArgumentError(`Use a whole number from 1 to ${most}.`)
  }
