# One shape for every lib and every service. Sources are listed, never globbed.

# instante_lib(<name> SOURCES … DEPENDS … PRIVATE_DEPENDS … TESTS … [TEST_DEPENDS …])
#   libs/<name> becomes target instante_<name>; its tests one program, test_<name>.
function(instante_lib name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS;PRIVATE_DEPENDS;TESTS;TEST_DEPENDS" ${ARGN})
  add_library(instante_${name} STATIC ${arg_SOURCES})
  target_link_libraries(instante_${name} PUBLIC instante_options ${arg_DEPENDS} PRIVATE ${arg_PRIVATE_DEPENDS})
  instante_tests(${name} SOURCES ${arg_TESTS} DEPENDS instante_${name} ${arg_TEST_DEPENDS})
endfunction()

# instante_service(<name> CORE … SHELL … DEPENDS … PRIVATE_DEPENDS … CORE_TESTS … TESTS … [TEST_DEPENDS …])
#   services/<name>: CORE (domain, ports, usecases) links only core and async, so a driver cannot slip in; SHELL is the rest.
#   main.cpp becomes the executable instante-<name with hyphens>.
function(instante_service name)
  cmake_parse_arguments(arg "" "" "CORE;SHELL;DEPENDS;PRIVATE_DEPENDS;TESTS;TEST_DEPENDS" ${ARGN})
  add_library(instante_${name}_core STATIC ${arg_CORE})
  target_link_libraries(instante_${name}_core PUBLIC instante_options instante_core instante_async)
  add_library(instante_${name} STATIC ${arg_SHELL})
  target_link_libraries(instante_${name} PUBLIC instante_options instante_${name}_core ${arg_DEPENDS} PRIVATE ${arg_PRIVATE_DEPENDS})
  string(REPLACE "_" "-" program "instante-${name}")
  add_executable(${program} main.cpp)
  target_link_libraries(${program} PRIVATE instante_${name} instante_host)
  instante_tests(${name} SOURCES ${arg_TESTS} DEPENDS instante_${name} ${arg_TEST_DEPENDS})
endfunction()

# instante_tests(<name> SOURCES … DEPENDS …): one GoogleTest program, every test of it known to ctest by name.
function(instante_tests name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  if(NOT INSTANTE_TESTS OR NOT arg_SOURCES)
    return()
  endif()
  add_executable(test_${name} ${arg_SOURCES})
  target_link_libraries(test_${name} PRIVATE instante_options ${arg_DEPENDS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(test_${name} PRIVATE INSTANTE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  gtest_discover_tests(test_${name} TEST_PREFIX "${name}: " NO_PRETTY_VALUES DISCOVERY_MODE PRE_TEST PROPERTIES TIMEOUT 300)
endfunction()

# instante_engine_tests(<name> SOURCES … DEPENDS …): one GoogleTest program, test_<name>_engine, that speaks to real engines where
# INSTANTE_TEST_… names them; ctest starts them first (tools/engines) and runs it as one test.
set(INSTANTE_ENGINES "${PROJECT_BINARY_DIR}-engines")  # beside other build folders: they share what engines are made of
function(instante_engine_tests name)
  cmake_parse_arguments(arg "" "" "SOURCES;DEPENDS" ${ARGN})
  if(NOT INSTANTE_TESTS)
    return()
  endif()
  add_executable(test_${name}_engine ${arg_SOURCES})
  target_link_libraries(test_${name}_engine PRIVATE instante_options ${arg_DEPENDS} GTest::gmock GTest::gtest_main)
  target_compile_definitions(test_${name}_engine PRIVATE INSTANTE_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
  add_test(NAME ${name}-engine COMMAND "${PROJECT_SOURCE_DIR}/tools/engines" --folder "${INSTANTE_ENGINES}" run -- $<TARGET_FILE:test_${name}_engine>)
  set_tests_properties(${name}-engine PROPERTIES FIXTURES_REQUIRED engines TIMEOUT 900)
endfunction()

# instante_engine_run(<name> <filter>): those of test_<name> that fit the filter, again, with engines: suites whose adapters are more then.
function(instante_engine_run name filter)
  if(NOT INSTANTE_TESTS)
    return()
  endif()
  add_test(NAME ${name}-engine COMMAND "${PROJECT_SOURCE_DIR}/tools/engines" --folder "${INSTANTE_ENGINES}" run -- $<TARGET_FILE:test_${name}> "--gtest_filter=${filter}")
  set_tests_properties(${name}-engine PROPERTIES FIXTURES_REQUIRED engines TIMEOUT 900)
endfunction()

# instante_fuzz(<name> <source>… DEPENDS …): one libFuzzer program, fuzz_<name>, beside what it fuzzes; its seeds are in
# tests/fuzz/corpus/<name>. Only in preset `fuzz`.
function(instante_fuzz name)
  cmake_parse_arguments(arg "" "" "DEPENDS" ${ARGN})
  if(NOT INSTANTE_FUZZ)
    return()
  endif()
  add_executable(fuzz_${name} ${arg_UNPARSED_ARGUMENTS})
  target_link_libraries(fuzz_${name} PRIVATE instante_options ${arg_DEPENDS})
  target_link_options(fuzz_${name} PRIVATE -fsanitize=fuzzer)
  add_dependencies(fuzz fuzz_${name})
endfunction()
