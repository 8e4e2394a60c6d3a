# How every target of ours is compiled.
if(NOT CMAKE_CXX_COMPILER_ID STREQUAL "Clang" OR CMAKE_CXX_COMPILER_VERSION VERSION_LESS 19)
  message(FATAL_ERROR "Instante is compiled with clang 19 or newer: use a preset (cmake --preset release). "
                      "g++ 12 and clang 14 to 16 miscompile coroutines (docs/decisions/0001-cpp20-on-asio.md).")
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${PROJECT_BINARY_DIR}/bin")
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG -gline-tables-only")
set(CMAKE_CXX_FLAGS_DEBUG "-O1 -gline-tables-only -fno-omit-frame-pointer")

add_library(instante_options INTERFACE)
target_compile_options(instante_options INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Wnon-virtual-dtor -Woverloaded-virtual
                       -Wconversion -Wno-sign-conversion -Wimplicit-fallthrough -Wswitch-enum -Werror)
target_link_options(instante_options INTERFACE -fuse-ld=lld-19 -Wl,--gc-sections)
target_compile_options(instante_options INTERFACE -ffunction-sections)
target_include_directories(instante_options INTERFACE "${PROJECT_SOURCE_DIR}/libs" "${PROJECT_SOURCE_DIR}/services")
target_compile_definitions(instante_options INTERFACE BOOST_ASIO_SEPARATE_COMPILATION BOOST_ASIO_NO_DEPRECATED
                           BOOST_BEAST_SEPARATE_COMPILATION)

# Absolute paths out of the objects: the same source compiles to the same object in every folder, so ccache hits.
add_compile_options("-ffile-prefix-map=${PROJECT_SOURCE_DIR}=.")

if(INSTANTE_SANITIZE)
  add_compile_options(-fsanitize=${INSTANTE_SANITIZE} -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${INSTANTE_SANITIZE})
endif()
if(INSTANTE_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)  # only the targets themselves are linked with -fsanitize=fuzzer
endif()
if(INSTANTE_COVERAGE)
  add_compile_options(-fprofile-instr-generate -fcoverage-mapping)
  add_link_options(-fprofile-instr-generate -fcoverage-mapping)
endif()
