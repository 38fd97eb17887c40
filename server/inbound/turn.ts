import type { ModelTarget } from '#protocol/agent-rpc.ts'
import { detectLanguage } from '#protocol/chat/language.ts'
import { isLocal } from '#protocol/privacy.ts'
import { parseCommand } from './commands/parse.ts'
import { switchNote } from './commands/switch-note.ts'
import { readDirective } from './directives/directives.ts'

/** How a message names its model, as far as the way in needs to know. */
export interface ModelWords {
  isModel(name: string): boolean
  /** `default` means what the session has. Throws where there is no such model, or no local one. */
  direct(name: string, sessionId?: string): ModelTarget
}

/** What a message is, before anything of it leaves the machine. */
export type InboundTurn =
  /** The gateway answers it by itself. */
  | { kind: 'command'; name: string; private: boolean }
  | {
      kind: 'message'
      text: string
      /** The model that the words named; nothing else answers. */
      modelSwitch?: { model: string; note: string }
      /** Its words, and what is made of them, are for models on this machine only. */
      private: boolean
      /** The session's model from now on; null goes back to the default. */
      sessionModel?: string | null
    }

/**
 * Reads commands and orders to use a model. A guest's words, and those of a job, may only keep a turn on
 * this machine; a job is no place to decide for the owner, so it has no commands at all. Nor has what brings
 * files: they would be lost.
 */
export function readTurn(
  said: { text: string; from: 'owner' | 'guest' | 'job'; sessionId?: string },
  models: ModelWords,
  hasFiles = false,
): InboundTurn {
  const { text, from, sessionId } = said
  const command = from === 'job' || hasFiles ? undefined : parseCommand(text)
  if (command?.kind === 'escaped') return { kind: 'message', text: command.text, private: false }
  if (command) {
    return { kind: 'command', name: command.kind === 'command' ? command.name : 'unknown', private: false }
  }
  const directive = readDirective(text, models.isModel)
  const staysHere = directive?.scope === 'turn' && directive.model === 'local'
  if (!directive || (from !== 'owner' && !staysHere)) return { kind: 'message', text, private: false }
  if (!directive.hasTask && !hasFiles) return { kind: 'command', name: 'switch', private: false }

  const target = findTarget(() => models.direct(directive.model, sessionId))
  // Nobody else may answer what was meant for a model that is not there.
  if (!target && hasFiles) return { kind: 'message', text, private: directive.model === 'local' }
  if (!target) return { kind: 'command', name: 'switch', private: directive.model === 'local' }
  return {
    kind: 'message',
    text,
    modelSwitch: { model: target.reference, note: switchNote(target.reference, detectLanguage(text)) },
    private: isLocal(target),
    ...(directive.scope === 'session'
      ? { sessionModel: directive.model === 'default' ? null : target.reference }
      : {}),
  }
}

/** Whether the answer depends on what runs on this machine right now. */
export const namesModel = (text: string): boolean => readDirective(text, () => true) !== undefined

/** Reads a message with what runs on this machine now. */
export function createTurnReader(models: ModelWords & { look(): Promise<void> }) {
  return async (said: Parameters<typeof readTurn>[0]): Promise<InboundTurn> => {
    if (namesModel(said.text)) await models.look()
    return readTurn(said, models)
  }
}

function findTarget(direct: () => ModelTarget): ModelTarget | undefined {
  try {
    return direct()
  } catch {
    return undefined
  }
}
