import { expect, it } from 'vitest'
import { agentId } from '#protocol/config/agents.ts'
import { assistantId } from './assistant-id.ts'

it.each([
  ['Research', ['main'], 'research'],
  ['  Ann’s Kitchen! ', ['main'], 'anns-kitchen'],
  ['Café Zürich', [], 'cafe-zurich'],
  ['研究', ['main'], 'assistant'],
  ['日记', ['main', 'assistant'], 'assistant-2'],
  ['Main', ['main'], 'main-2'],
  ['main', ['main', 'main-2'], 'main-3'],
  ['x'.repeat(60), ['x'.repeat(32)], `${'x'.repeat(28)}-2`],
])('%j beside %j is %s', (name, taken, id) => {
  expect(assistantId(name, taken)).toBe(id)
  expect(agentId.safeParse(id).success).toBe(true)
})
