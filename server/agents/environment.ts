/**
 * All that an agent process, and so every command it starts, gets to see of the gateway's environment.
 * Keys and tokens reach an agent over its line, in the configuration of one run, never like this.
 */
const PASSED_ON = ['PATH', 'HOME', 'LANG', 'LC_ALL', 'TERM', 'TZ', 'TMPDIR'] as const

/** The explicit environment of an agent process. */
export function agentEnvironment(variable: (name: string) => string | undefined): Record<string, string> {
  const environment: Record<string, string> = {}
  for (const name of PASSED_ON) {
    const value = variable(name)
    if (value !== undefined) environment[name] = value
  }
  return environment
}
