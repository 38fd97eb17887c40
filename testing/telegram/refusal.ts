/** What the Bot API says no with. */
export class Refusal extends Error {
  readonly code: number
  readonly parameters: Record<string, unknown> | undefined

  constructor(code: number, description: string, parameters?: Record<string, unknown>) {
    super(description)
    this.code = code
    this.parameters = parameters
  }
}

export const badRequest = (description: string): Refusal => new Refusal(400, `Bad Request: ${description}`)
