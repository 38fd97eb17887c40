import { execFile } from 'node:child_process'
import * as z from 'zod'

/** What `tailscale status --json` says, as far as we read it. `DNSName` ends with a dot. */
const statusReport = z.looseObject({
  BackendState: z.string(),
  Self: z.looseObject({ DNSName: z.string().nullish() }).nullish(),
  CertDomains: z.array(z.string()).nullish(),
})

/** All the variables that the command gets. */
export type Environment = Readonly<Record<string, string | undefined>>

/** Why Tailscale can't be used now, for people: what is wrong and what to do. */
export interface Trouble {
  readonly reason: string
  readonly fix: string
}

export type Probe = { ok: true; host: string } | ({ ok: false } & Trouble)

const TIMEOUT_MS = 10_000

/** Asks the machine's own Tailscale for its name, and whether it can serve HTTPS under it. */
export function probeTailscale(environment: Environment): Promise<Probe> {
  const options = { env: environment as NodeJS.ProcessEnv, timeout: TIMEOUT_MS, maxBuffer: 8 * 1024 * 1024 }
  return new Promise((resolve) => {
    execFile('tailscale', ['status', '--json'], options, (error, stdout) => {
      if ((error as NodeJS.ErrnoException | null)?.code === 'ENOENT') return resolve(NOT_INSTALLED)
      resolve(readStatus(stdout))
    })
  })
}

function readStatus(text: string): Probe {
  const parsed = statusReport.safeParse(parseJson(text))
  if (!parsed.success) {
    return trouble('Tailscale does not answer.', 'Start its service: sudo systemctl start tailscaled')
  }
  const { BackendState, Self, CertDomains } = parsed.data
  if (BackendState !== 'Running') {
    return trouble(`Tailscale is not connected (${BackendState}).`, 'Connect it: sudo tailscale up')
  }
  const host = Self?.DNSName?.replace(/\.$/, '').toLowerCase() ?? ''
  if (!/^[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(host)) {
    return trouble(
      'This machine has no name in your tailnet.',
      'Turn MagicDNS on: https://login.tailscale.com/admin/dns',
    )
  }
  if (!CertDomains?.includes(host)) {
    return trouble(
      'Your tailnet gives no certificates for HTTPS.',
      'Turn HTTPS certificates on: https://login.tailscale.com/admin/dns',
    )
  }
  return { ok: true, host }
}

const trouble = (reason: string, fix: string): Probe => ({ ok: false, reason, fix })

const NOT_INSTALLED = trouble(
  'The command tailscale was not found.',
  'Install Tailscale (https://tailscale.com/download), or set gateway.tailscale.mode to "off".',
)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
