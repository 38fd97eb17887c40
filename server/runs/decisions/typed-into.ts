import type { Db } from '#db/client.ts'
import { findBackgroundStart } from '#db/queries/steps.ts'
import type { ToolInput } from '#protocol/tools.ts'

/**
 * What a call types its words into, by the journal and not by the word of an agent: the command line of a
 * background command of the same session, null where it started no such; undefined for every other call.
 */
export const createTypedInto =
  (db: Db) =>
  (sessionId: string, { tool, input }: { tool: string; input: unknown }): string[] | null | undefined => {
    if (tool !== 'process') return undefined
    const { action, processId } = input as ToolInput<'process'>
    if (action !== 'input') return undefined
    const start = processId === undefined ? undefined : findBackgroundStart(db, { sessionId, processId })
    return start ? (start as ToolInput<'exec'>).argv : null
  }
