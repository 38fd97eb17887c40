import type { DragEvent } from 'react'

/** A type of our own, so that nothing from elsewhere can be let go here. */
const TYPE = 'application/x-openclaw-model'

/** Makes an element the handle of a model. */
export const dragging = (model: string) => ({
  draggable: true,
  onDragStart: (event: DragEvent) => {
    event.dataTransfer.setData(TYPE, model)
    event.dataTransfer.setData('text/plain', model)
    event.dataTransfer.effectAllowed = 'move'
  },
})

/** Makes an element a place for a model. */
export const dropping = (onDrop: (model: string) => void) => ({
  onDragOver: (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(TYPE)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'move'
  },
  onDrop: (event: DragEvent) => {
    const model = event.dataTransfer.getData(TYPE)
    if (model === '') return
    event.preventDefault()
    onDrop(model)
  },
})
