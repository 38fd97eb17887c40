import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { BrowserContext } from '@playwright/test'
import { createTRPCClient, httpLink } from '@trpc/client'
import type { AppRouter } from '#server/trpc/router.ts'
import type { GatewayProcess } from '#testing/gateway-process.ts'

const run = promisify(execFile)

/** The gateway's methods, asked with its own token. */
export function ownerOf(gateway: GatewayProcess) {
  return createTRPCClient<AppRouter>({
    links: [
      httpLink({
        url: `http://localhost:${gateway.port}/trpc`,
        headers: { authorization: `Bearer ${gateway.token()}` },
      }),
    ],
  })
}

/** Types a command, as the owner would; gives what it printed. */
export async function runCommand(gateway: GatewayProcess, words: readonly string[]): Promise<string> {
  const { stdout } = await run(process.execPath, ['bin/openclaw.cjs', ...words], {
    env: {
      PATH: process.env.PATH ?? '',
      HOME: gateway.home,
      OPENCLAW_HOME: gateway.home,
      OPENCLAW_GATEWAY_PORT: String(gateway.port),
      NODE_ENV: 'production',
    },
  })
  return stdout
}

/** A one-time link, as the command line gives it. */
export async function createLink(gateway: GatewayProcess): Promise<string> {
  return (JSON.parse(await runCommand(gateway, ['open', '--json'])) as { url: string }).url
}

/** Signs a browser in as its link would, without looking at the page that does it. */
export async function signIn(context: BrowserContext, gateway: GatewayProcess): Promise<void> {
  const { url } = await ownerOf(gateway).login.createLink.mutate({})
  const { origin, hash } = new URL(url)
  const code = new URLSearchParams(hash.slice(1)).get('code')
  const response = await context.request.post(`${origin}/login/exchange`, { data: { code } })
  const { key } = (await response.json()) as { key: string }
  await context.addInitScript(
    ([home, value]) => {
      // Once: a page that signs out stays out.
      if (location.origin !== home || sessionStorage.getItem('signed-in')) return
      sessionStorage.setItem('signed-in', 'yes')
      localStorage.setItem('openclaw.key', value)
    },
    [origin, key] as const,
  )
}
