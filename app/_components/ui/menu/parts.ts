import { DropdownMenu } from 'radix-ui'

/** In a file of its own, so that it comes as a chunk of its own. */
export const menuParts = DropdownMenu
