import * as z from 'zod'

/**
 * The contract of every tool: what it takes, what it gives, what it may touch.
 *
 * - `place`: `host` tools act on the machine (or the container of an untrusted session) through the
 *   tool host; `gateway` tools ask the gateway, which answers from its own records.
 * - `effect`: `read` changes nothing, `write` changes files or records, `exec` runs a program.
 * - `repeatable`: running it twice with the same input leaves the same state and harms nobody, so that
 *   recovery may run it again without asking.
 */
export interface ToolContract<Input extends z.ZodType = z.ZodType, Output extends z.ZodType = z.ZodType> {
  readonly description: string
  readonly place: 'host' | 'gateway'
  readonly effect: 'read' | 'write' | 'exec'
  readonly repeatable: boolean
  readonly input: Input
  readonly output: Output
}

/** The same contract, with the types of its own input and output. */
export const contract = <Input extends z.ZodType, Output extends z.ZodType>(
  said: ToolContract<Input, Output>,
): ToolContract<Input, Output> => said

export const workspacePath = z
  .string()
  .min(1)
  .max(4096)
  .describe('Path inside the workspace, relative to it, with / between folders. Example: notes/today.md')
