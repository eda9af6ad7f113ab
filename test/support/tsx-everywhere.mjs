// Registers tsx in this thread. With --import, also in the workers of Node 20.
import { register } from 'tsx/esm/api'

register()
