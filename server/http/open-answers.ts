import type { ServerResponse } from 'node:http'

/** Answers that are still being written, by the credential that asked for them. */
export interface OpenAnswers {
  add(credentialId: string, response: ServerResponse): void
  /** Cuts them off: whoever held the credential hears no more. */
  cut(credentialId: string): void
}

export function createOpenAnswers(): OpenAnswers {
  const answers = new Map<ServerResponse, string>()
  return {
    add(credentialId, response) {
      answers.set(response, credentialId)
      response.once('close', () => answers.delete(response))
    },
    cut(credentialId) {
      for (const [response, holder] of answers) if (holder === credentialId) response.destroy()
    },
  }
}
