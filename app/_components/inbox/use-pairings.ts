import { useQuery } from '@tanstack/react-query'
import { useMay } from '../../_lib/panel-context.ts'
import { useTRPC } from '../../_lib/trpc.ts'

/** Who waits to be let in; nothing for a browser that may not decide it. */
export function usePairings() {
  const isAllowed = useMay('approve')
  return useQuery({ ...useTRPC().pairing.list.queryOptions({}), enabled: isAllowed })
}
