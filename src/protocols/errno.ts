import { numbers } from './numbers.ts'

/** Errors of the kernel, positive as in C; errno(3). */
export const ERRNO = /* @__PURE__ */ numbers({
  /** Argument list too long. */
  E2BIG: {},
  /** Permission denied. */
  EACCES: {},
  /** Address already in use. */
  EADDRINUSE: {},
  /** Cannot assign requested address. */
  EADDRNOTAVAIL: {},
  /** Advertise error. */
  EADV: {},
  /** Address family not supported by protocol. */
  EAFNOSUPPORT: {},
  /** Resource temporarily unavailable. */
  EAGAIN: {},
  /** Operation already in progress. */
  EALREADY: {},
  /** Invalid exchange. */
  EBADE: {},
  /** Bad file descriptor. */
  EBADF: {},
  /** File descriptor in bad state. */
  EBADFD: {},
  /** Bad message. */
  EBADMSG: {},
  /** Invalid request descriptor. */
  EBADR: {},
  /** Invalid request code. */
  EBADRQC: {},
  /** Invalid slot. */
  EBADSLT: {},
  /** Bad font file format. */
  EBFONT: {},
  /** Device or resource busy. */
  EBUSY: {},
  /** Operation canceled. */
  ECANCELED: {},
  /** No child processes. */
  ECHILD: {},
  /** Channel number out of range. */
  ECHRNG: {},
  /** Communication error on send. */
  ECOMM: {},
  /** Software caused connection abort. */
  ECONNABORTED: {},
  /** Connection refused. */
  ECONNREFUSED: {},
  /** Connection reset by peer. */
  ECONNRESET: {},
  /** Resource deadlock avoided. */
  EDEADLK: {},
  /** An alias of EDEADLK. */
  EDEADLOCK: {},
  /** Destination address required. */
  EDESTADDRREQ: {},
  /** Numerical argument out of domain. */
  EDOM: {},
  /** RFS specific error. */
  EDOTDOT: {},
  /** Disk quota exceeded. */
  EDQUOT: {},
  /** File exists. */
  EEXIST: {},
  /** Bad address. */
  EFAULT: {},
  /** File too large. */
  EFBIG: {},
  /** Host is down. */
  EHOSTDOWN: {},
  /** No route to host. */
  EHOSTUNREACH: {},
  /** Memory page has hardware error. */
  EHWPOISON: {},
  /** Identifier removed. */
  EIDRM: {},
  /** Invalid or incomplete multibyte or wide character. */
  EILSEQ: {},
  /** Operation now in progress. */
  EINPROGRESS: {},
  /** Interrupted system call. */
  EINTR: {},
  /** Invalid argument. */
  EINVAL: {},
  /** Input/output error. */
  EIO: {},
  /** Transport endpoint is already connected. */
  EISCONN: {},
  /** Is a directory. */
  EISDIR: {},
  /** Is a named type file. */
  EISNAM: {},
  /** Key has expired. */
  EKEYEXPIRED: {},
  /** Key was rejected by service. */
  EKEYREJECTED: {},
  /** Key has been revoked. */
  EKEYREVOKED: {},
  /** Level 2 halted. */
  EL2HLT: {},
  /** Level 2 not synchronized. */
  EL2NSYNC: {},
  /** Level 3 halted. */
  EL3HLT: {},
  /** Level 3 reset. */
  EL3RST: {},
  /** Can not access a needed shared library. */
  ELIBACC: {},
  /** Accessing a corrupted shared library. */
  ELIBBAD: {},
  /** Cannot exec a shared library directly. */
  ELIBEXEC: {},
  /** Attempting to link in too many shared libraries. */
  ELIBMAX: {},
  /** .lib section in a.out corrupted. */
  ELIBSCN: {},
  /** Link number out of range. */
  ELNRNG: {},
  /** Too many levels of symbolic links. */
  ELOOP: {},
  /** Wrong medium type. */
  EMEDIUMTYPE: {},
  /** Too many open files. */
  EMFILE: {},
  /** Too many links. */
  EMLINK: {},
  /** Message too long. */
  EMSGSIZE: {},
  /** Multihop attempted. */
  EMULTIHOP: {},
  /** File name too long. */
  ENAMETOOLONG: {},
  /** No XENIX semaphores available. */
  ENAVAIL: {},
  /** Network is down. */
  ENETDOWN: {},
  /** Network dropped connection on reset. */
  ENETRESET: {},
  /** Network is unreachable. */
  ENETUNREACH: {},
  /** Too many open files in system. */
  ENFILE: {},
  /** No anode. */
  ENOANO: {},
  /** No buffer space available. */
  ENOBUFS: {},
  /** No CSI structure available. */
  ENOCSI: {},
  /** No data available. */
  ENODATA: {},
  /** No such device. */
  ENODEV: {},
  /** No such file or directory. */
  ENOENT: {},
  /** Exec format error. */
  ENOEXEC: {},
  /** Required key not available. */
  ENOKEY: {},
  /** No locks available. */
  ENOLCK: {},
  /** Link has been severed. */
  ENOLINK: {},
  /** No medium found. */
  ENOMEDIUM: {},
  /** Cannot allocate memory. */
  ENOMEM: {},
  /** No message of desired type. */
  ENOMSG: {},
  /** Machine is not on the network. */
  ENONET: {},
  /** Package not installed. */
  ENOPKG: {},
  /** Protocol not available. */
  ENOPROTOOPT: {},
  /** No space left on device. */
  ENOSPC: {},
  /** Out of streams resources. */
  ENOSR: {},
  /** Device not a stream. */
  ENOSTR: {},
  /** Function not implemented. */
  ENOSYS: {},
  /** Block device required. */
  ENOTBLK: {},
  /** Transport endpoint is not connected. */
  ENOTCONN: {},
  /** Not a directory. */
  ENOTDIR: {},
  /** Directory not empty. */
  ENOTEMPTY: {},
  /** Not a XENIX named type file. */
  ENOTNAM: {},
  /** State not recoverable. */
  ENOTRECOVERABLE: {},
  /** Socket operation on non-socket. */
  ENOTSOCK: {},
  /** An alias of EOPNOTSUPP. */
  ENOTSUP: {},
  /** Inappropriate ioctl for device. */
  ENOTTY: {},
  /** Name not unique on network. */
  ENOTUNIQ: {},
  /** No such device or address. */
  ENXIO: {},
  /** Operation not supported. */
  EOPNOTSUPP: {},
  /** Value too large for defined data type. */
  EOVERFLOW: {},
  /** Owner died. */
  EOWNERDEAD: {},
  /** Operation not permitted. */
  EPERM: {},
  /** Protocol family not supported. */
  EPFNOSUPPORT: {},
  /** Broken pipe. */
  EPIPE: {},
  /** Protocol error. */
  EPROTO: {},
  /** Protocol not supported. */
  EPROTONOSUPPORT: {},
  /** Protocol wrong type for socket. */
  EPROTOTYPE: {},
  /** Numerical result out of range. */
  ERANGE: {},
  /** Remote address changed. */
  EREMCHG: {},
  /** Object is remote. */
  EREMOTE: {},
  /** Remote I/O error. */
  EREMOTEIO: {},
  /** Interrupted system call should be restarted. */
  ERESTART: {},
  /** Operation not possible due to RF-kill. */
  ERFKILL: {},
  /** Read-only file system. */
  EROFS: {},
  /** Cannot send after transport endpoint shutdown. */
  ESHUTDOWN: {},
  /** Socket type not supported. */
  ESOCKTNOSUPPORT: {},
  /** Illegal seek. */
  ESPIPE: {},
  /** No such process. */
  ESRCH: {},
  /** Srmount error. */
  ESRMNT: {},
  /** Stale file handle. */
  ESTALE: {},
  /** Streams pipe error. */
  ESTRPIPE: {},
  /** Timer expired. */
  ETIME: {},
  /** Connection timed out. */
  ETIMEDOUT: {},
  /** Too many references: cannot splice. */
  ETOOMANYREFS: {},
  /** Text file busy. */
  ETXTBSY: {},
  /** Structure needs cleaning. */
  EUCLEAN: {},
  /** Protocol driver not attached. */
  EUNATCH: {},
  /** Too many users. */
  EUSERS: {},
  /** An alias of EAGAIN. */
  EWOULDBLOCK: {},
  /** Invalid cross-device link. */
  EXDEV: {},
  /** Exchange full. */
  EXFULL: {},
})
