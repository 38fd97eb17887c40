import { createTRPCClient, httpBatchLink, TRPCClientError } from '@trpc/client'
import type { inferRouterOutputs } from '@trpc/server'
import { createTRPCContext } from '@trpc/tanstack-react-query'
import { type ErrorShape, errorShape } from '#protocol/errors.ts'
import type { AppRouter } from '#server/trpc/router.ts'
import { readBrowserKey } from './storage.ts'

/** What the methods answer, by their path. */
export type Answers = inferRouterOutputs<AppRouter>

export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>()

export function createPanelClient() {
  return createTRPCClient<AppRouter>({
    links: [
      httpBatchLink({
        url: '/trpc',
        // The gateway answers no more at once.
        maxItems: 20,
        headers: () => ({ 'x-browser-key': readBrowserKey() ?? '' }),
      }),
    ],
  })
}

/** The gateway's own error inside what a tRPC call threw; undefined where no answer came at all. */
export function findErrorShape(cause: unknown): ErrorShape | undefined {
  if (!(cause instanceof TRPCClientError)) return undefined
  const data: { openclaw?: unknown } | null | undefined = cause.data
  const shape = errorShape.safeParse(data?.openclaw)
  return shape.success ? shape.data : undefined
}
