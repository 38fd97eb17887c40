import { MAIN_AGENT } from '#protocol/agent.ts'
import { useAgentParam } from '../../_lib/location.ts'
import { type Assistant, useAssistants } from './use-assistants.ts'

/** With whom a new conversation is: whom the address names, else the main one. */
export function useNewAssistant(): { id: string; assistant: Assistant | undefined } {
  const { find } = useAssistants()
  const named = useAgentParam()
  const assistant = find(named ?? MAIN_AGENT)
  return { id: assistant?.id ?? MAIN_AGENT, assistant: assistant ?? find(MAIN_AGENT) }
}
