'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { usePathname } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { IntlProvider } from 'use-intl'
import { useCatalogue } from '../_i18n/use-catalogue.ts'
import { useLanguage } from '../_lib/appearance.ts'
import { createPanelClient, findErrorShape, TRPCProvider } from '../_lib/trpc.ts'
import { ShellSkeleton } from './frame/shell-skeleton.tsx'

export function Providers({ children }: { children: ReactNode }) {
  const words = useCatalogue(useLanguage())
  const isPanel = usePathname() !== '/login'
  const [queryClient] = useState(createQueryClient)
  const [trpcClient] = useState(createPanelClient)
  if (words === null) return isPanel ? <ShellSkeleton /> : null
  return (
    <IntlProvider
      locale={words.language}
      messages={words.catalogue}
      timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
    >
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          {children}
        </TRPCProvider>
      </QueryClientProvider>
    </IntlProvider>
  )
}

/** Events say when an answer is stale, so time alone never does. */
function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Number.POSITIVE_INFINITY,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && findErrorShape(error) === undefined,
      },
    },
  })
}
