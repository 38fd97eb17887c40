/** What stands in a tool's result in the place of a secret that the gateway knows. */
export const HIDDEN_SECRET = '[secret hidden by OpenClaw]'
