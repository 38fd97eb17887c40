'use client'

import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { usePathname } from 'next/navigation'
import { type ReactNode, useState } from 'react'
import { type IntlError, IntlErrorCode, IntlProvider } from 'use-intl'
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
    <IntlProvider locale={words.language} messages={words.catalogue} onError={tellIntlError}>
      <QueryClientProvider client={queryClient}>
        <TRPCProvider trpcClient={trpcClient} queryClient={queryClient}>
          {children}
        </TRPCProvider>
      </QueryClientProvider>
    </IntlProvider>
  )
}

/** No time zone is named: finding its name out takes a phone longer than drawing the page, and times are of it anyway. */
function tellIntlError(error: IntlError): void {
  if (error.code !== IntlErrorCode.ENVIRONMENT_FALLBACK) reportError(error)
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
