/** By which a system says that it will not do something with a file. */
export const refusalCodes = [
  'EACCES',
  'EBUSY',
  'EDQUOT',
  'EFBIG',
  'EINVAL',
  'EIO',
  'EMFILE',
  'ENAMETOOLONG',
  'ENFILE',
  'ENOSPC',
  'ENOTCONN',
  'ENOTDIR',
  'EPERM',
  'EROFS',
  'ESTALE',
  'ETIMEDOUT',
];
