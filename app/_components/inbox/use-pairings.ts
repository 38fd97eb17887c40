import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '../../_lib/trpc.ts'

/** Who waits to be let in. */
export const usePairings = () => useQuery(useTRPC().pairing.list.queryOptions({}))
