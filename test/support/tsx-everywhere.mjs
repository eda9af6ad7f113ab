// Registers tsx in this thread. Given to --import, it is so in the workers of Node 20 too.
import { register } from 'tsx/esm/api'

register()
