/** The third time the same call gives the same result, the model is going round in circles. */
const SAME_RESULT_LIMIT = 3

interface Repetition {
  /** Notes a finished call; true when it has now given the same result too often. */
  note(call: { toolName: string; input: unknown; output: unknown }): boolean
}

export function createRepetition(): Repetition {
  const seen = new Map<string, number>()
  return {
    note({ toolName, input, output }) {
      const key = JSON.stringify([toolName, input, withoutTimes(output)])
      const count = (seen.get(key) ?? 0) + 1
      seen.set(key, count)
      return count >= SAME_RESULT_LIMIT
    },
  }
}

/** A command's duration differs each time though its result does not. */
function withoutTimes(output: unknown): unknown {
  if (typeof output !== 'object' || output === null) return output
  return Object.fromEntries(Object.entries(output).filter(([name]) => name !== 'durationMs'))
}
