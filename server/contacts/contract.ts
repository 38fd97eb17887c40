import type { ContactSummary, GroupSummary } from '#protocol/access/pairing.ts'
import type { Principal } from '#protocol/access/principal.ts'

export interface ContactsFeature {
  /** Who was let in by a decision; ids of the configuration are not repeated here. */
  list(): { contacts: ContactSummary[]; groups: GroupSummary[] }
  /**
   * Shuts somebody out: what runs for him ends, what waits is taken back, and from now on he is a stranger.
   * `stillLetIn` names the setting that lets him in all the same. Throws `not_found`.
   */
  revoke(
    contact: { channel: string; account: string; senderId: string },
    by: Principal,
  ): { stillLetIn: string | null }
  /** Lets the assistant answer in a group those whom the owner has let in. Twice is once. */
  allowGroup(group: { channel: string; account: string; chatId: string; name: string }, by: Principal): void
  /** Throws `not_found`. */
  revokeGroup(group: { channel: string; account: string; chatId: string }, by: Principal): void
}
