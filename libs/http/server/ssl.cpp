// Asio's part on OpenSSL, separately compiled, once for the whole program.
#include <boost/asio/ssl/impl/src.hpp>
