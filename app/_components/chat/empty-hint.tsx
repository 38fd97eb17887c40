'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { useTranslations } from 'use-intl'
import { useTRPC } from '../../_lib/trpc.ts'

/** How it works here; where nothing but fixed rules would answer, that it is so, and the way to a language model. */
export function EmptyHint() {
  const t = useTranslations('chat')
  const tModel = useTranslations('model')
  const main = useQuery(useTRPC().models.list.queryOptions({})).data?.main
  if (!main?.startsWith('builtin:')) return t('emptyHint')
  return (
    <>
      {tModel('builtinHint')}{' '}
      <Link href="/models" prefetch={false} className="text-accent underline underline-offset-2">
        {tModel('connect')}
      </Link>
    </>
  )
}
