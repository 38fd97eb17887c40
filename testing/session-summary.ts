import type { SessionSummary } from '#protocol/sessions.ts'

/** A conversation of the owner's as clients see it, but for what `fields` say. */
export const summaryOf = (id: string, fields: Partial<SessionSummary> = {}): SessionSummary => ({
  id,
  key: `agent:main:web:${id}`,
  agent: 'main',
  title: id,
  trusted: true,
  model: null,
  running: false,
  archived: false,
  unread: 0,
  peer: null,
  context: null,
  createdAt: 0,
  updatedAt: 0,
  ...fields,
})
