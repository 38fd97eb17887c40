import type { Page } from '@playwright/test'

/** By method: what becomes of the gateway's own answer. */
export type Changes = Readonly<Record<string, (answer: never) => unknown>>

/**
 * Stands between a page and its gateway and changes what the gateway says, over both of its doors: so each field may
 * hold anything, also what no gateway would let through.
 */
export async function changeAnswers(page: Page, changes: Changes): Promise<void> {
  const change = (method: string, answer: unknown): unknown => {
    const made = changes[method]
    return made ? made(answer as never) : answer
  }
  await page.route('**/trpc/**', async (route) => {
    const { pathname } = new URL(route.request().url())
    const methods = decodeURIComponent(pathname).slice('/trpc/'.length).split(',')
    if (!methods.some((method) => changes[method])) return await route.continue()
    // Also what is under way where the page, or the test, is left.
    const response = await route.fetch().catch(() => undefined)
    const answers: { result?: { data?: unknown } }[] | undefined = await response
      ?.json()
      .catch(() => undefined)
    if (!response || !answers) return await route.abort().catch(() => undefined)
    for (const [index, method] of methods.entries()) {
      const result = answers[index]?.result
      if (result) result.data = change(method, result.data)
    }
    await route.fulfill({ response, json: answers })
  })
  await page.routeWebSocket(/\/ws$/, (socket) => {
    const server = socket.connectToServer()
    const asked = new Map<string, string>()
    socket.onMessage((text) => {
      const frame = JSON.parse(String(text))
      if (frame.type === 'request') asked.set(frame.id, frame.method)
      server.send(text)
    })
    server.onMessage((text) => {
      const frame = JSON.parse(String(text))
      const method = frame.type === 'response' ? asked.get(frame.id) : undefined
      if (method === undefined || !frame.ok || !changes[method]) return socket.send(text)
      socket.send(JSON.stringify({ ...frame, result: change(method, frame.result) }))
    })
  })
}
