#pragma once

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <variant>
#include <vector>

#include "config/program.hpp"

namespace instante::config {

/// A program that is loaded with a command line, an environment and a file of the test's own.
class LoadTest : public testing::Test {
protected:
    LoadTest() { std::filesystem::create_directories(folder); }
    ~LoadTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder, ignored);
    }

    std::string write(const std::string& name, const std::string& content) const {
        const auto path = folder / name;
        std::ofstream{path} << content;
        return path.string();
    }

    std::variant<Invocation, Exit> load_with(std::vector<std::string> arguments, std::vector<std::string> variables = {}) const {
        std::vector<const char*> argv{program.name.c_str()};
        for (const auto& argument : arguments) argv.push_back(argument.c_str());
        const auto argc = static_cast<int>(argv.size());
        argv.push_back(nullptr);
        std::vector<const char*> environment;
        for (const auto& variable : variables) environment.push_back(variable.c_str());
        environment.push_back(nullptr);
        return load(program, argc, argv.data(), environment.data());
    }

    Invocation loaded(std::vector<std::string> arguments, std::vector<std::string> variables = {}) const {
        auto outcome = load_with(std::move(arguments), std::move(variables));
        if (const auto* exit = std::get_if<Exit>(&outcome)) {
            ADD_FAILURE() << "not loaded: " << exit->text;
            return {};
        }
        return std::get<Invocation>(std::move(outcome));
    }

    /// The line that refuses them; it is one line, and the status is 2.
    std::string refused(std::vector<std::string> arguments, std::vector<std::string> variables = {}) const {
        const auto outcome = load_with(std::move(arguments), std::move(variables));
        const auto* exit = std::get_if<Exit>(&outcome);
        if (exit == nullptr) {
            ADD_FAILURE() << "loaded";
            return {};
        }
        EXPECT_EQ(exit->status, 2);
        EXPECT_EQ(exit->text.find('\n'), exit->text.size() - 1) << exit->text;
        EXPECT_TRUE(exit->text.starts_with(program.name + ": ")) << exit->text;
        return exit->text;
    }

    Program program{"instante", "0.1.0 (commit abc)"};
    std::filesystem::path folder =
        std::filesystem::path{testing::TempDir()} /
        ("config-" + std::to_string(::getpid()) + "-" + testing::UnitTest::GetInstance()->current_test_info()->name());
};

}  // namespace instante::config
